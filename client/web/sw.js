/* sw.js - the service worker of the exam page: it keeps nothing and changes nothing. */
