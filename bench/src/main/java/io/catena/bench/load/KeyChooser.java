package io.catena.bench.load;

import java.util.random.RandomGenerator;

/** Says which key the next operation is about. Immutable, so that all threads share one. */
public interface KeyChooser {
    /** @return 0 to the number of keys less one */
    int next(RandomGenerator random);
}
