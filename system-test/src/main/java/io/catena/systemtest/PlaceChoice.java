package io.catena.systemtest;

import java.nio.file.Path;

/** Says where each new process is to run. */
public interface PlaceChoice {
    /** Everything on the loopback. */
    PlaceChoice LOOPBACK = folder -> Place.LOOPBACK;

    /** @param folder where the process will keep its files; exists */
    Place next(Path folder);
}
