/**
 * The ports of all classes that keep state over time: a clock and a scheduler. In a process they have threads and the
 * machine's clock; in the simulator they have simulated time. They own no state and know nothing of the rest.
 */
package io.catena.server.runtime;
