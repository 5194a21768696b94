/**
 * What everything in a run goes by: the options that it has drawn, simulated time, the only source of chance, the trace and
 * the counts. Nothing here knows what is simulated.
 */
package io.catena.simulation.run;
