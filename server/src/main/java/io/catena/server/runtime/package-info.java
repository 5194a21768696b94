/**
 * The ports of whatever keeps state over time: a clock and a scheduler. A process gives them threads and the machine's
 * clock; the simulator gives them simulated time. They own no state and know nothing of the rest.
 */
package io.catena.server.runtime;
