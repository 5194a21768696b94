package io.catena.simulation.zookeeper;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The persistent watches of one session. What changes while the connection is away is not told, as ZooKeeper sets such
 * watches anew at each connection and compares nothing.
 */
final class SimulatedWatches {
    private final List<String> paths = new ArrayList<>();
    /** The changes that are still to be told: the path, and the zxid from which on a server shows the change. */
    private final Map<String, Long> changed = new TreeMap<>();

    /** The session is over, and its watches with it. */
    void clear() {
        paths.clear();
        changed.clear();
    }

    /**
     * What has changed at a path that was watched before, and was not told, is told all the same.
     *
     * @param shown what the server shows in this moment; what is newer is told as soon as it shows it
     */
    void set(List<String> newPaths, ZooKeeperState shown, ZooKeeperState newest) {
        List<String> before = List.copyOf(paths);
        paths.clear();
        paths.addAll(newPaths);
        changed.keySet().retainAll(newPaths);
        newPaths.stream().filter(path -> !before.contains(path)).forEach(path -> changes(path, shown, newest));
    }

    /** The connection is there again, perhaps to another server. */
    void connectionIsBack(ZooKeeperState shown, ZooKeeperState newest) {
        changed.clear();
        changes(shown, newest);
    }

    /** One state has followed the other. */
    void changes(ZooKeeperState before, ZooKeeperState after) {
        paths.forEach(path -> changes(path, before, after));
    }

    private void changes(String path, ZooKeeperState before, ZooKeeperState after) {
        if (!Objects.equals(before.at(path), after.at(path))) {
            changed.put(path, after.zxid());
        }
    }

    /** The paths of which the server shows a change that was not told, and tells now. */
    List<String> fired(ZooKeeperState shown) {
        List<String> fired = new ArrayList<>();
        for (Iterator<Map.Entry<String, Long>> all = changed.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Long> change = all.next();
            if (change.getValue() <= shown.zxid()) {
                fired.add(change.getKey());
                all.remove();
            }
        }
        return fired;
    }
}
