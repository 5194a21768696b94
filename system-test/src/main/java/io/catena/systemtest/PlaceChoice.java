package io.catena.systemtest;

import java.nio.file.Path;

/** Chooses the machine for each new process. */
public interface PlaceChoice {
    /** All processes on this machine. */
    PlaceChoice LOOPBACK = folder -> Place.LOOPBACK;

    /** @param folder the folder for the files of the process; exists */
    Place next(Path folder);
}
