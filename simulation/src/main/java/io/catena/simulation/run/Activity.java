package io.catena.simulation.run;

/** Something that goes on in the phase of safety until it is stopped. */
public interface Activity {
    void start();

    void stop();
}
