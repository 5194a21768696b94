package io.catena.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.catena.cli.text.ExitCode;
import io.catena.client.FakeCluster;
import io.catena.client.FakeServer;
import io.catena.client.FakeStore;
import io.catena.thrift.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Commands for a cluster of several chains. */
public class ChainOptionTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final FakeStore store = new FakeStore();
    private final FakeServer a = new FakeServer("a", store);
    private final FakeServer b = new FakeServer("b", store);

    @Before
    public void formChain() {
        FakeServer.chain(7, a, b);
        tell(3);
    }

    @After
    public void close() {
        a.close();
        b.close();
    }

    /** Both nodes carry this one of four chains. */
    private void tell(int chain) {
        List.of(a, b)
                .forEach(server -> server.layout =
                        new Layout(server.layout).setChain(chain).setChains(4));
    }

    private Run catena(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "--servers";
        all[1] = a.address() + "," + b.address();
        System.arraycopy(args, 0, all, 2, args.length);
        return Run.of(all);
    }

    @Test
    public void layoutAndStatusSayWhichChainOfHowManyTheyShow() throws IOException {
        for (String command : List.of("layout", "status")) {
            Run run = catena(command, "--chain", "3");
            assertEquals(run.err(), ExitCode.DONE, run.exitCode());
            assertEquals(
                    "cluster test, chain 3 of 4, epoch 7, activated 7",
                    run.out().lines().findFirst().orElseThrow());
            JsonNode json = catena(command, "--chain", "3", "-o", "json").json();
            assertEquals(3, json.get("chain").asInt());
            assertEquals(4, json.get("chains").asInt());
        }
    }

    @Test
    public void statusShowsTheReplicasOfTheChain() throws IOException {
        JsonNode members = catena("status", "--chain", "3", "-o", "json").json().get("members");
        assertEquals("head", members.get(0).get("role").asText());
        assertEquals("tail", members.get(1).get("role").asText());
    }

    @Test
    public void digestComparesOneChain() throws IOException {
        Run run = catena("digest", "--chain", "3");
        assertEquals(run.err(), ExitCode.DONE, run.exitCode());
        assertTrue(run.out(), run.out().startsWith("chain 3 of 4"));
        assertEquals(3, a.digestedChain);
        assertEquals(3, b.digestedChain);
        assertEquals(
                3,
                catena("digest", "--chain", "3", "-o", "json")
                        .json()
                        .get("chain")
                        .asInt());
    }

    @Test
    public void aChainThatCannotBeIsBadUsage() {
        assertEquals(ExitCode.USAGE, catena("layout", "--chain", "0").exitCode());
        assertEquals(ExitCode.USAGE, catena("layout", "--chain", "x").exitCode());
    }

    @Test
    public void aPlaceIsInOneChain() {
        tell(1);
        Run vague = catena("die", "head");
        assertEquals(ExitCode.USAGE, vague.exitCode());
        assertTrue(vague.err(), vague.err().contains("this cluster has 4 chains; say with --chain in which one"));
        Run ports = catena("die", "--ports", a.address(), "--chain", "3");
        assertEquals(ExitCode.USAGE, ports.exitCode());
        tell(3);
        Run run = catena("die", "tail", "--chain", "3", "--clean", "0");
        assertEquals(run.err(), ExitCode.DONE, run.exitCode());
        assertTrue(run.out(), run.out().contains(b.address()));
    }

    @Test
    public void keysNeedNoWordAboutChains() throws IOException {
        try (FakeCluster cluster = new FakeCluster(4, 2)) {
            String servers = cluster.node(0).address();
            for (int i = 0; i < 20; i++) {
                String key = "k" + i;
                assertEquals(
                        ExitCode.DONE,
                        Run.of("put", key, "v" + i, "--servers", servers).exitCode());
                assertEquals("v" + i, Run.of("get", key, "--servers", servers).out());
                assertEquals(
                        "v" + i,
                        Run.of("get", key, "--from", servers, "--servers", servers)
                                .out());
                assertEquals(
                        "v" + i,
                        Run.of("get", key, "--stale", "--servers", servers).out());
            }
            Path pairs = folder.newFile("pairs").toPath();
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                lines.append('p').append(i).append("\tv").append(i).append('\n');
            }
            Files.writeString(pairs, lines);
            assertEquals(
                    ExitCode.DONE,
                    Run.of("load", pairs.toString(), "--servers", servers).exitCode());
            assertEquals(
                    ExitCode.DONE,
                    Run.of("verify", pairs.toString(), "--servers", servers).exitCode());
            for (int chain = 1; chain <= 4; chain++) {
                assertTrue(cluster.store(chain).size() > 100);
            }
        }
    }
}
