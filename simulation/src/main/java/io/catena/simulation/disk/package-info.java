/**
 * A machine's disk: what a crash leaves of a log and of a database, and what the disk must hold by what its store has
 * answered. It does not know whose disk it is.
 */
package io.catena.simulation.disk;
