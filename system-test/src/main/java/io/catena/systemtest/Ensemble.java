package io.catena.systemtest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A ZooKeeper ensemble of three processes. */
public final class Ensemble implements Coordination {
    private static final int SERVERS = 3;

    private final List<ZooKeeperProcess> servers = new ArrayList<>();

    /** On this machine; not started. */
    public Ensemble(Path folder, Ports ports) {
        this(folder, ports, PlaceChoice.LOOPBACK);
    }

    /** Not started. */
    public Ensemble(Path folder, Ports ports, PlaceChoice placeChoice) {
        List<Path> homes = new ArrayList<>();
        List<Place> where = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (int number = 1; number <= SERVERS; number++) {
            Path home = Folders.make(folder.resolve("zookeeper-" + number).toAbsolutePath());
            Place place = placeChoice.next(home);
            homes.add(home);
            where.add(place);
            lines.add("server." + number + "=" + place.address(ports.free()) + ":" + ports.free());
        }
        for (int i = 0; i < SERVERS; i++) {
            servers.add(ZooKeeperProcess.ofEnsemble(where.get(i), homes.get(i), i + 1, ports.free(), lines));
        }
    }

    public List<ZooKeeperProcess> servers() {
        return List.copyOf(servers);
    }

    /** Starts the servers that do not run; does not wait for them. */
    public void begin() {
        servers.stream().filter(server -> !server.isAlive()).forEach(ZooKeeperProcess::begin);
    }

    /** Starts the servers that do not run; returns when all serve and one leads. */
    @Override
    public void start() {
        begin();
        servers.forEach(ZooKeeperProcess::awaitServing);
        awaitLeader();
    }

    public ZooKeeperProcess awaitLeader() {
        return Awaitility.await("a leader of the ensemble")
                .pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(60))
                .until(this::leader, Optional::isPresent)
                .orElseThrow();
    }

    /** Empty if no server says that it leads. */
    public Optional<ZooKeeperProcess> leader() {
        return servers.stream().filter(server -> server.mode().equals("leader")).findFirst();
    }

    @Override
    public void kill() {
        servers.forEach(ZooKeeperProcess::kill);
    }

    @Override
    public String addresses() {
        return servers.stream().map(ZooKeeperProcess::addresses).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        servers.forEach(ZooKeeperProcess::close);
    }
}
