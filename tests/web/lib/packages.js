/* packages.js - the packages of npm, which lie in build/web: nothing is installed into the sources. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const BUILD = path.resolve(ROOT, process.env.SINODO_BUILD ?? 'build');
export const OUT = path.join(ROOT, 'build/web');

const require = createRequire(path.join(OUT, 'package.json'));

export const { chromium } = require('playwright-core');
export const puppeteer = require('puppeteer-core');
export const AXE = require('axe-core').source;
