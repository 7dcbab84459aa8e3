/* A few lives of storm.js. That its oracle finds what it must is shown in unit/oracle.test.js. */
import { run as storm } from '../storm.js';

export const run = () => storm(2, 1);
