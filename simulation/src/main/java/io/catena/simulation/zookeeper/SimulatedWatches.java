package io.catena.simulation.zookeeper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The persistent watches of one session, each with what its znode held when it was set or fired last. */
final class SimulatedWatches {
    private final Map<String, Object> told = new HashMap<>();
    private final List<String> paths = new ArrayList<>();

    /** The session is over, and its watches with it. */
    void clear() {
        told.clear();
        paths.clear();
    }

    /** @param shown what the server shows in this moment */
    void set(List<String> newPaths, ZooKeeperState shown) {
        clear();
        paths.addAll(newPaths);
        fired(shown);
    }

    /** The paths of which the content is another one than was told, in the order in which they were set. */
    List<String> fired(ZooKeeperState shown) {
        return paths.stream()
                .filter(path -> {
                    Object now = shown.at(path);
                    return !Objects.equals(told.put(path, now), now);
                })
                .toList();
    }
}
