/**
 * What operators and nodes say of nodes that are to carry nothing or do not come back (M14 to M16), and how it is changed. Wishes are
 * pure; what is said is behind a port, so that the simulator runs the same classes.
 */
package io.catena.server.departing;
