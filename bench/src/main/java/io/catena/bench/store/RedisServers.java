package io.catena.bench.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Jedis;

/** Redis: a primary and two replicas, each of which syncs its append-only file after every write. */
final class RedisServers extends PeerServers {
    RedisServers(StartPlace startPlace) {
        super(startPlace);
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Optional<String> missing() {
        return notInstalled("redis-server", "on Debian: apt-get install redis-server");
    }

    @Override
    List<String> command(int member, Path folder) {
        List<String> command = new ArrayList<>(List.of(
                "redis-server",
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(clientPort(member)),
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
                "--maxclients",
                "2000"));
        if (member > 0) {
            command.addAll(List.of("--replicaof", "127.0.0.1 " + clientPort(0)));
        }
        return command;
    }

    @Override
    boolean serves() {
        try (Jedis primary = RedisTarget.connection(clientPort(0))) {
            primary.set("x", "x");
            return primary.waitReplicas(MEMBERS - 1, 1_000) == MEMBERS - 1;
        }
    }

    @Override
    public Target connect(int threads) {
        return new RedisTarget(clientPort(0), MEMBERS - 1);
    }
}
