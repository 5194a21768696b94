package io.catena.bench.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;

/**
 * A ZooKeeper ensemble with ZooKeeper's defaults for all that costs time, including heap and collector. The settings of
 * {@code zk-config/} suit the coordination of a cluster and would slow it down here.
 */
final class ZooKeeperEnsemble extends PeerServers {
    private static final List<String> SETTINGS = List.of(
            "tickTime=2000",
            "initLimit=10",
            "syncLimit=5",
            "maxClientCnxns=0",
            "clientPortAddress=127.0.0.1",
            "admin.enableServer=false");

    ZooKeeperEnsemble(StartPlace startPlace) {
        super(startPlace);
    }

    @Override
    public String name() {
        return "zookeeper";
    }

    @Override
    List<String> command(int member, Path folder) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("myid"), Integer.toString(member + 1));
        List<String> lines = new ArrayList<>(SETTINGS);
        lines.add("clientPort=" + clientPort(member));
        lines.add("dataDir=" + data);
        for (int each = 0; each < MEMBERS; each++) {
            lines.add("server." + (each + 1) + "=127.0.0.1:" + memberPort(each) + ":" + secondMemberPort(each));
        }
        Path settings = Files.write(folder.resolve("zoo.cfg"), lines);
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1000m",
                "-cp",
                startPlace().root().resolve("server/target/lib") + "/*",
                "-Dlog4j2.level=WARN",
                "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                settings.toString());
    }

    @Override
    boolean serves() throws Exception {
        for (int member = 0; member < MEMBERS; member++) {
            ZooKeeper client = ZooKeeperTarget.connect("127.0.0.1:" + clientPort(member));
            try {
                ZooKeeperTarget.createIfMissing(client, ZooKeeperTarget.PARENT, new byte[0]);
            } catch (KeeperException e) {
                return false;
            } finally {
                client.close();
            }
        }
        return true;
    }

    @Override
    public Target connect(int threads) throws Exception {
        List<String> servers = IntStream.range(0, MEMBERS)
                .mapToObj(member -> "127.0.0.1:" + clientPort(member))
                .collect(Collectors.toList());
        return new ZooKeeperTarget(servers, threads);
    }
}
