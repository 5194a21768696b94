package io.catena.server.registration;

import io.catena.server.chain.Advice;
import java.util.function.Consumer;

/** Tells that ZooKeeper has lost what it knew, with what to do; once for each such state. */
final class DataLoss {
    private final Consumer<String> listener;
    private String lastTold = "";

    DataLoss(Consumer<String> listener) {
        this.listener = listener;
    }

    void found(String what) {
        if (!what.equals(lastTold)) {
            listener.accept(what + "; before this node starts again, " + Advice.ZOOKEEPER_LOST);
            lastTold = what;
        }
    }
}
