/* A few lives of storm.js, and its controls. */
import { run as storm } from '../storm.js';

export const run = () => storm(3, 1);
