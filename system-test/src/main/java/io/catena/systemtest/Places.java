package io.catena.systemtest;

import java.nio.file.Path;

/** Says where each new process is to run. */
public interface Places {
    /** Everything on the loopback. */
    Places LOOPBACK = folder -> Place.LOOPBACK;

    /** @param folder where the process will keep its files; exists */
    Place next(Path folder);
}
