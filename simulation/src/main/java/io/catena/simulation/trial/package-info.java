/** What comes behind the phase of safety: a disaster and its operator, the phase of liveness, and one of four trials. */
package io.catena.simulation.trial;
