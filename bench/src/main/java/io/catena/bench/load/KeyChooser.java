package io.catena.bench.load;

import java.util.random.RandomGenerator;

/** Chooses the key of the next operation. Immutable, so that all threads share one. */
public interface KeyChooser {
    /** @return 0 to the number of keys less one */
    int next(RandomGenerator random);
}
