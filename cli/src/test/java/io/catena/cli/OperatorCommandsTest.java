package io.catena.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.catena.cli.text.ExitCode;
import io.catena.client.FakeServer;
import io.catena.client.FakeStore;
import io.catena.thrift.DataDigest;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class OperatorCommandsTest {
    private final FakeStore store = new FakeStore();
    private final FakeServer a = new FakeServer("a", store);
    private final FakeServer b = new FakeServer("b", store);
    private final FakeServer c = new FakeServer("c", store);

    @Before
    public void formChain() {
        FakeServer.chain(7, a, b, c);
    }

    @After
    public void close() {
        List.of(a, b, c).forEach(FakeServer::close);
    }

    private Run catena(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "--servers";
        all[1] = a.address() + "," + c.address();
        System.arraycopy(args, 0, all, 2, args.length);
        return Run.of(all);
    }

    private static boolean lives(FakeServer server) {
        return Run.of("layout", "--timeout", "300ms", "--servers", server.address())
                        .exitCode()
                == 0;
    }

    @Test
    public void statusDrawsTheChainFromHeadToTail() {
        Run status = catena("status");
        assertEquals(status.err(), 0, status.exitCode());
        List<String> lines = status.out().lines().toList();
        assertEquals("cluster test, epoch 7, activated 7", lines.get(0));
        assertTrue(status.out(), lines.get(1).startsWith("NODE"));
        assertTrue(status.out(), lines.get(2).matches("a +" + a.address() + " +head +7 +10 +9 +0 +1"));
        assertTrue(status.out(), lines.get(3).matches("b .* middle .*"));
        assertTrue(status.out(), lines.get(4).matches("c .* tail .*"));
    }

    @Test
    public void statusShowsTheMembersThatCannotBeReached() throws IOException {
        b.close();
        Run status = catena("status", "-o", "json", "--timeout", "2s");
        assertEquals("a chain without b takes no writes", ExitCode.UNAVAILABLE, status.exitCode());
        JsonNode members = status.json().get("members");
        assertEquals("head", members.get(0).get("role").asText());
        assertEquals(10, members.get(0).get("logEnd").asInt());
        assertEquals("unreachable", members.get(1).get("role").asText());
        assertTrue(members.get(1).get("error").asText().contains("cannot connect"));
        assertEquals("tail", members.get(2).get("role").asText());
    }

    @Test
    public void statusPrintsWhyTheChainDoesNotServe() {
        FakeServer alone = new FakeServer("n", store);
        Run status = Run.of("status", "--servers", alone.address());
        alone.close();
        assertTrue(status.out(), status.out().contains("note: no node has registered"));
        assertEquals(ExitCode.UNAVAILABLE, status.exitCode());
    }

    @Test
    public void statusSaysInWordsWhatIsNotServedAndSinceWhen() throws IOException {
        a.troubles = List.of(new Trouble("TOO_FEW_MEMBERS", "Writes are refused: start nodes.", true, 3_000));
        b.troubles = List.of(new Trouble("TOO_FEW_MEMBERS", "Writes are refused: start nodes.", true, 5_000));
        Run status = catena("status");
        assertEquals(ExitCode.UNAVAILABLE, status.exitCode());
        assertTrue(status.out(), status.out().endsWith("NOT SERVING: Writes are refused: start nodes. (for 5 s)\n"));
        JsonNode json = catena("status", "-o", "json").json();
        assertEquals(false, json.get("serves").asBoolean());
        JsonNode trouble = json.at("/troubles/0");
        assertEquals("TOO_FEW_MEMBERS", trouble.get("kind").asText());
        assertEquals(5_000, trouble.get("forMillis").asLong());
        assertEquals("[\"a\",\"b\"]", trouble.get("nodes").toString());
        assertEquals(3, json.at("/members/0/counters/fsyncs").asLong());
    }

    @Test
    public void statusHasACodeOfItsOwnForAChainThatServesWithLessThanWasWishedFor() {
        b.troubles = List.of(new Trouble("ZOOKEEPER_AWAY", "ZooKeeper does not answer.", false, 14_000));
        Run status = catena("status");
        assertEquals(ExitCode.REDUCED, status.exitCode());
        assertTrue(status.out(), status.out().contains("REDUCED: ZooKeeper does not answer. (for 14 s)"));
    }

    @Test
    public void aMemberThatIsGoneIsNotPromisedToBeReplacedWhileZooKeeperIsAway() {
        b.close();
        String seconds = catena("status", "--timeout", "2s").out();
        assertTrue(seconds, seconds.contains("or the chain goes on without it, which takes seconds"));
        for (String kind : List.of("ZOOKEEPER_AWAY", "MEMBERSHIP_FROZEN")) {
            a.troubles = List.of(new Trouble(kind, "It is so.", false, 1_000));
            Run status = catena("status", "--timeout", "2s");
            String out = status.out();
            assertTrue(out, out.contains("Reads and writes wait until it is back"));
            assertTrue(out, out.contains("the chain cannot go on without it"));
            assertTrue(out, out.contains("only get --stale answers"));
            assertFalse(out, out.contains("takes seconds"));
            assertEquals(ExitCode.UNAVAILABLE, status.exitCode());
        }
    }

    @Test
    public void whereNoMemberIsLeftItIsNotPromisedThatTheChainGoesOnWithoutIt() {
        FakeServer notAMember = new FakeServer("d", store);
        notAMember.layout = a.layout.deepCopy().setNote("no member lives: waits for c");
        a.close();
        b.close();
        c.close();
        Run status = Run.of("status", "--timeout", "2s", "--servers", notAMember.address());
        notAMember.close();
        assertTrue(status.out(), status.out().contains("the chain cannot go on without it"));
        assertFalse(status.out(), status.out().contains("takes seconds"));
        assertEquals(ExitCode.UNAVAILABLE, status.exitCode());
    }

    @Test
    public void whatStopsTheServiceIsSaidFirst() {
        a.troubles = List.of(
                new Trouble("ZOOKEEPER_AWAY", "ZooKeeper.", false, 1_000),
                new Trouble("NO_SPACE", "Space.", true, 1_000));
        Run status = catena("status");
        assertEquals(ExitCode.UNAVAILABLE, status.exitCode());
        assertTrue(status.out(), status.out().indexOf("Space.") < status.out().indexOf("ZooKeeper."));
    }

    @Test
    public void digestFailsWhenThereAreFewerMembersThanWishedOrExpected() {
        assertEquals(0, catena("digest").exitCode());
        assertEquals(ExitCode.REDUCED, catena("digest", "--members", "4").exitCode());
        for (FakeServer server : List.of(a, b, c)) {
            server.layout = server.layout.deepCopy().setWishedReplicas(4);
        }
        Run digest = catena("digest");
        assertEquals(ExitCode.REDUCED, digest.exitCode());
        assertTrue(digest.err(), digest.err().contains("there are 3 and not 4"));
        assertEquals(0, catena("digest", "--members", "3").exitCode());
    }

    @Test
    public void layoutNamesThePlaces() throws IOException {
        assertTrue(catena("layout").out().matches("(?s).*a .* head .*b .* middle .*c .* tail .*"));
        assertEquals(
                "b", catena("layout", "-o", "json").json().at("/members/1/node").asText());
    }

    @Test
    public void incarnationsAreHexadecimalAsInTheLogsForNoDoubleHoldsThem() throws IOException {
        assertTrue(catena("layout").out().contains("2f2352821a7dee27\n"));
        for (String command : List.of("layout", "status", "digest")) {
            JsonNode incarnation = catena(command, "-o", "json").json().at("/members/0/incarnation");
            assertTrue(command, incarnation.isTextual());
            assertEquals(command, "2f2352821a7dee27", incarnation.asText());
        }
    }

    @Test
    public void dieByPlaceEndsThatNode() {
        Run die = catena("die", "middle", "--clean", "1");
        assertEquals(die.err(), 0, die.exitCode());
        assertEquals(b.address() + " is gone\n", die.out());
        assertTrue(lives(a) && !lives(b) && lives(c));
    }

    @Test
    public void anUncleanDeathGivesNoReplyAndIsASuccessAllTheSame() {
        Run die = catena("die", "tail", "--clean", "0");
        assertEquals(die.err(), 0, die.exitCode());
        assertTrue(lives(a) && lives(b) && !lives(c));
    }

    @Test
    public void anEmptyTokenFileIsRefusedBeforeAnyNodeIsAsked() throws IOException {
        Path file = Files.writeString(Files.createTempFile("token", ""), " \n");
        Run die = catena("die", "middle", "--admin-token-file", file.toString());
        assertEquals(2, die.exitCode());
        assertTrue(die.err(), die.err().contains("is empty"));
        assertEquals(0, catena("status").exitCode());
    }

    @Test
    public void leaveTakesSeveralPorts() throws IOException {
        Run leave = catena("leave", "--ports", a.port() + "," + c.port(), "--clean", "1", "-o", "json");
        assertEquals(leave.err(), 0, leave.exitCode());
        assertEquals(2, leave.json().get("nodes").size());
        assertTrue(!lives(a) && lives(b) && !lives(c));
    }

    @Test
    public void portsMayBeSeparateArguments() {
        Run leave = catena("leave", "--ports", "" + b.port(), "" + c.port(), "--clean", "0");
        assertEquals(leave.err(), 0, leave.exitCode());
        assertTrue(lives(a) && !lives(b) && !lives(c));
    }

    @Test
    public void aRefusalIsToldAndTheNodeLives() {
        c.beforeDie = () -> {
            throw new Refused("n is the last member; use force", RefusedReason.LAST_MEMBER);
        };
        Run die = catena("die", "tail");
        assertEquals(3, die.exitCode());
        assertTrue(die.err(), die.err().matches("catena: .* refuses: n is the last member; use force\n"));
        assertTrue(lives(c));
    }

    @Test
    public void aNodeThatAgreesAndStaysIsReported() {
        c.beforeDie = () -> {};
        c.staysAlive = true;
        Run die = catena("die", "tail", "--timeout", "300ms");
        assertEquals(4, die.exitCode());
        assertTrue(die.err(), die.err().contains("still runs after 300 ms"));
    }

    @Test
    public void targetsThatMakeNoSenseAreBadUsage() {
        FakeServer.chain(8, a, c);
        assertEquals(2, catena("die", "middle").exitCode());
        assertEquals(2, catena("die").exitCode());
        assertEquals(2, catena("die", "head", "--ports", "1").exitCode());
        assertEquals(2, catena("die", "head", "--clean", "2").exitCode());
        assertEquals("nothing listens there", 3, catena("die", "--ports", "1").exitCode());
    }

    @Test
    public void equalDigestsAreFineAndDifferentOnesAreExitCodeFive() throws IOException {
        Run same = catena("digest");
        assertEquals(same.err(), 0, same.exitCode());
        b.digest = new DataDigest(store.digest().getApplied(), "beef", 3);
        Run differ = catena("digest", "-o", "json");
        assertEquals(5, differ.exitCode());
        assertTrue(differ.json().get("differ").asBoolean());
        assertTrue(differ.err(), differ.err().indexOf("Keep the data of all") > 0);
        assertTrue(
                differ.err(), differ.err().indexOf("set aside") > differ.err().indexOf("stay members"));
        b.digest = new DataDigest(store.digest().getApplied() + 1, "beef", 3);
        assertEquals("another seq says nothing", 0, catena("digest").exitCode());
    }

    @Test
    public void aDigestThatIsMissingIsExitCodeThree() {
        b.close();
        assertEquals(3, catena("digest", "--timeout", "2s").exitCode());
    }
}
