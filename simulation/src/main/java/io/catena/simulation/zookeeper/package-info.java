/**
 * The ensemble, a process's connection to it, and production's ports on it: znodes, the controller's directory, the places in
 * the election. What is written is judged by a port of its own; the ensemble does not know what runs in a process.
 */
package io.catena.simulation.zookeeper;
