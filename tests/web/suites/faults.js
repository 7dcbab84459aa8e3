/* A few lives of storm.js, and its controls. */
import { run as storm } from '../storm.js';

export const run = () => storm(2, 1);
