"""server.py CRT KEY LOG - the exam page of this test over https on port 22443, and another site over http
on port 22445. LOG gets a line for each request: the port, the path, and what the page's script reports:
that the window's page became smaller (developer tools were opened in it), and how often this profile has
been here, as IndexedDB remembers it."""
import http.server
import ssl
import sys
import threading

PAGE = b"""<!doctype html><meta charset=utf-8><title>Exam page</title><h1>Exam page</h1><script>
let width = innerWidth, height = innerHeight
addEventListener('resize', () => { // a bar with a notice is less than 150 pixels high
    if (innerWidth < width - 150 || innerHeight < height - 150) fetch('/smaller')
    width = Math.max(width, innerWidth)
    height = Math.max(height, innerHeight)
})
addEventListener('beforeprint', () => fetch('/printing'))
const request = indexedDB.open('visits', 1)
request.onupgradeneeded = () => request.result.createObjectStore('visits', { autoIncrement: true })
request.onsuccess = () => {
    const all = request.result.transaction('visits', 'readwrite', { durability: 'strict' })
    all.objectStore('visits').add(1)
    const count = all.objectStore('visits').count()
    all.oncomplete = () => fetch('/visits-' + count.result)
}
</script>"""


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        LOG.write("%d %s\n" % (self.server.server_port, self.path))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    tls = None

    def finish_request(self, request, client_address):
        if self.tls is not None:
            request = self.tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, *_):
        pass  # a browser that does not trust the certificate


LOG = open(sys.argv[3], "a", buffering=1)
other = Server(("127.0.0.1", 22445), Handler)
threading.Thread(target=other.serve_forever, daemon=True).start()
page = Server(("127.0.0.1", 22443), Handler)
page.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
page.tls.minimum_version = ssl.TLSVersion.TLSv1_3
page.tls.load_cert_chain(sys.argv[1], sys.argv[2])
page.serve_forever()
