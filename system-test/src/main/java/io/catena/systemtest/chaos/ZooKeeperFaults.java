package io.catena.systemtest.chaos;

import io.catena.systemtest.Place;
import io.catena.systemtest.ZooKeeperProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** ZooKeeper servers that do not answer, and sessions that end. */
final class ZooKeeperFaults {
    private ZooKeeperFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("kill -9 of ZooKeeper's leader", 4, false, ZooKeeperFaults::killLeader),
                new Fault("kill -9 of all of ZooKeeper", 3, false, ZooKeeperFaults::killAll),
                new Fault("pause of ZooKeeper's leader", 2, false, ZooKeeperFaults::pauseLeader),
                new Fault("ZooKeeper's leader cut off", 2, true, ZooKeeperFaults::leaderCutOff),
                new Fault("expiry of one node's session", 5, false, (name, random) -> expire(name, random, false)),
                new Fault("expiry of all nodes' sessions", 2, false, (name, random) -> expire(name, random, true)));
    }

    private static Plan killLeader(String name, Random random) {
        return Plan.of(
                name,
                scene -> {
                    scene.zookeeper().leader().ifPresent(ZooKeeperProcess::kill);
                    return "";
                },
                ProcessFaults.between(random, 500, 6_000),
                scene -> {
                    scene.zookeeper().begin();
                    return "";
                });
    }

    private static Plan killAll(String name, Random random) {
        long millis = ProcessFaults.between(random, 1_000, 15_000);
        return Plan.of(
                name,
                scene -> {
                    scene.zookeeper().kill();
                    return "for " + millis + " ms";
                },
                millis,
                scene -> {
                    scene.zookeeper().begin();
                    return "";
                });
    }

    private static Plan pauseLeader(String name, Random random) {
        List<ZooKeeperProcess> paused = new ArrayList<>();
        return Plan.of(
                name,
                scene -> {
                    scene.zookeeper().leader().ifPresent(paused::add);
                    paused.forEach(ZooKeeperProcess::suspend);
                    return "";
                },
                ProcessFaults.between(random, 500, 8_000),
                scene -> {
                    paused.forEach(ZooKeeperProcess::resume);
                    return "";
                });
    }

    private static Plan leaderCutOff(String name, Random random) {
        List<Place> leader = new ArrayList<>();
        List<Place> others = new ArrayList<>();
        return Plan.of(
                name,
                scene -> {
                    scene.zookeeper().leader().map(ZooKeeperProcess::place).ifPresent(leader::add);
                    others.addAll(scene.zookeeperPlaces());
                    others.removeAll(leader);
                    scene.lan().cut(leader, others);
                    scene.lan().cut(others, leader);
                    return "";
                },
                ProcessFaults.between(random, 1_000, 8_000),
                scene -> {
                    scene.lan().mend(leader, others);
                    scene.lan().mend(others, leader);
                    return "";
                });
    }

    private static Plan expire(String name, Random random, boolean all) {
        int chosen = random.nextInt(Integer.MAX_VALUE);
        return Plan.of(
                name,
                scene -> {
                    List<Long> sessions = scene.foreignSessions().ofNodes();
                    if (sessions.isEmpty()) {
                        return "no node is registered, or ZooKeeper does not answer";
                    }
                    List<Long> ended = all ? sessions : List.of(sessions.get(chosen % sessions.size()));
                    ended.forEach(scene.foreignSessions()::end);
                    return ended.size() + " of " + sessions.size();
                },
                500,
                scene -> "");
    }
}
