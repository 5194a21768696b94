/** Faults that befall a cluster in the phase of safety, at random or aimed at a moment. */
package io.catena.simulation.faults;
