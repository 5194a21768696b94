package io.catena.bench.store;

import io.etcd.jetcd.Client;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** etcd with three members and its defaults: every write is on the disk of two of them, and reads are linearizable. */
final class EtcdServers extends PeerServers {
    EtcdServers(StartPlace startPlace) {
        super(startPlace);
    }

    @Override
    public String name() {
        return "etcd";
    }

    @Override
    public Optional<String> missing() {
        return notInstalled("etcd", "on Debian: apt-get install etcd-server");
    }

    @Override
    List<String> command(int member, Path folder) {
        String members = IntStream.range(0, MEMBERS)
                .mapToObj(each -> "m" + each + "=http://127.0.0.1:" + memberPort(each))
                .collect(Collectors.joining(","));
        String client = "http://127.0.0.1:" + clientPort(member);
        String peer = "http://127.0.0.1:" + memberPort(member);
        return List.of(
                "etcd",
                "--name=m" + member,
                "--data-dir=" + folder.resolve("data"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=" + members,
                "--initial-cluster-token=" + folder.getParent().getFileName(),
                "--log-level=warn");
    }

    @Override
    boolean serves() throws Exception {
        try (Client client = Client.builder().endpoints(endpoints()).build()) {
            client.getKVClient().get(EtcdTarget.bytes(new byte[] {'x'})).get(2, TimeUnit.SECONDS);
            return true;
        }
    }

    private String[] endpoints() {
        return IntStream.range(0, MEMBERS)
                .mapToObj(member -> "http://127.0.0.1:" + clientPort(member))
                .toArray(String[]::new);
    }

    @Override
    public Target connect(int threads) {
        return new EtcdTarget(endpoints(), threads);
    }
}
