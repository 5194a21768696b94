package io.catena.server.coordination.controller;

import static io.catena.server.coordination.ZooKeeperRig.CHAIN;
import static io.catena.server.coordination.ZooKeeperRig.configuration;
import static io.catena.server.coordination.ZooKeeperRig.life;
import static io.catena.server.coordination.ZooKeeperRig.report;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;

import io.catena.server.chain.FormatRange;
import io.catena.server.chain.Member;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.loop.Outcome;
import io.catena.server.coordination.CuttableProxy;
import io.catena.server.coordination.ZnodeCodec;
import io.catena.server.coordination.ZooKeeperRig;
import io.catena.server.coordination.ZooKeeperRig.Node;
import io.catena.server.coordination.controller.ZooKeeperDirectory.PlacedOn;
import io.catena.server.registration.Carrier;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.registration.RegisteredReplica;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** The controller's writes take effect only if the znodes have not changed since it read them. */
public class ZooKeeperDirectoryTest {
    private static final Member A1 = life("a", 1);
    private static final Member B1 = life("b", 1);

    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private Node a;
    private ZooKeeperDirectory directory;

    @Before
    public void join() throws Exception {
        a = rig.node("a");
        directory = new ZooKeeperDirectory(a.cluster(), a.identity(), a.chain());
    }

    private static RegisteredReplica lifeOf(long process, Member life) {
        return new RegisteredReplica(process, report(life, 0), Health.WELL);
    }

    private int beginTerm() throws Exception {
        return rig.admin().setData().forPath(rig.znodes().controllerEpoch()).getVersion();
    }

    @Test
    public void anEmptyDirectoryIsReadAsSuch() throws Exception {
        Observation seen = directory.read().seen();
        assertNull(seen.current());
        assertNull(seen.activated());
        assertEquals(List.of(), seen.registrations());
        assertEquals("", seen.note());
    }

    @Test
    public void theFirstConfigurationIsMadeAndTheNextReplacesIt() throws Exception {
        int term = beginTerm();
        assertEquals(Outcome.DONE, directory.publish(term, directory.read().seen(), configuration(1, A1)));
        assertEquals(Outcome.DONE, directory.publish(term, directory.read().seen(), configuration(2, A1)));
        assertEquals(configuration(2, A1), directory.read().seen().current());
    }

    @Test
    public void anOvertakenControllerChangesNothing() throws Exception {
        int term = beginTerm();
        Observation nothing = directory.read().seen();
        directory.publish(term, nothing, configuration(1, A1));
        assertEquals(Outcome.OVERTAKEN, directory.publish(term, nothing, configuration(1, B1)));
        Observation first = directory.read().seen();
        directory.publish(term, first, configuration(2, A1));
        assertEquals(Outcome.OVERTAKEN, directory.publish(term, first, configuration(2, B1)));
        assertEquals(configuration(2, A1), directory.read().seen().current());
    }

    @Test
    public void aControllerDeposedBetweenReadAndWriteChangesNothing_trapHasLeadership() throws Exception {
        int term = beginTerm();
        directory.publish(term, directory.read().seen(), configuration(1, A1));
        Observation seen = directory.read().seen();
        beginTerm();
        assertEquals(Outcome.DEPOSED, directory.publish(term, seen, configuration(2, A1)));
        assertEquals(Outcome.DEPOSED, directory.explain(term, "because"));
        assertEquals(configuration(1, A1), directory.read().seen().current());
        assertEquals("", directory.read().seen().note());
    }

    @Test
    public void twoControllersThatInterleaveDoNotMixTheirChanges_trapMultiWithoutCheck() throws Exception {
        Node b = rig.node("b");
        ZooKeeperDirectory other = new ZooKeeperDirectory(b.cluster(), b.identity(), b.chain());
        int oldTerm = beginTerm();
        directory.publish(oldTerm, directory.read().seen(), configuration(1, A1));
        Observation seenByOld = directory.read().seen();
        int newTerm = beginTerm();
        Observation seenByNew = other.read().seen();
        assertEquals(Outcome.DEPOSED, directory.publish(oldTerm, seenByOld, configuration(2, A1)));
        assertEquals(Outcome.DONE, other.publish(newTerm, seenByNew, configuration(2, B1)));
        assertEquals(
                Outcome.DEPOSED, directory.publish(oldTerm, directory.read().seen(), configuration(3, A1)));
        assertEquals(configuration(2, B1), other.read().seen().current());
    }

    @Test
    public void notesAreWrittenAndTakenBack() throws Exception {
        int term = beginTerm();
        directory.explain(term, "waits for b");
        assertEquals("waits for b", directory.read().seen().note());
        directory.explain(term, "");
        assertEquals("", a.chain().fetchNote());
    }

    @Test
    public void whatANodeSaysOfItsDiskComesBesideItsReport_row19() throws Exception {
        Node a = rig.node("a").register(A1);
        Health hung = new Health(0, 5_000, 0, 0, false);
        a.replica().report(report(A1, 0));
        await().until(() -> Health.WELL.equals(directory.read().seen().health().get("a")));
        a.replica().report(hung);
        await().until(() -> hung.equals(directory.read().seen().health().get("a")));
        assertEquals(report(A1, 0), directory.read().seen().reports().get("a"));
    }

    @Test
    public void aReportThatDoesNotSpeakOfTheDiskIsOfANodeThatIsWell() throws Exception {
        String said = new String(rig.codec().encode(lifeOf(9, A1)), StandardCharsets.UTF_8);
        rig.put(rig.znodes().replica(CHAIN, "a"), said.replaceFirst("\"health\":\\{.*?},", ""));
        await().until(() -> Health.WELL.equals(directory.read().seen().health().get("a")));
    }

    @Test
    public void registrationsComeInTheOrderOfTheirMakingWithTheirReports() throws Exception {
        rig.node("b").register(B1);
        a.register(A1);
        assertEquals(List.of(B1, A1), directory.read().seen().registrations());
        assertEquals(Set.of("a", "b"), directory.read().seen().reports().keySet());
    }

    @Test
    public void aNewRegistrationIsSeenAtOnceAndAnEndedOneIsSeenNoMore() throws Exception {
        a.register(A1);
        assertEquals(List.of(A1), directory.read().seen().registrations());
        Node b = rig.node("b").register(B1);
        rig.put(rig.znodes().replica(CHAIN, "c"), rig.codec().encode(lifeOf(9, life("c", 1))));
        assertEquals(
                "c's process is not registered",
                List.of(A1, B1),
                directory.read().seen().registrations());
        assertEquals(Set.of("a", "b", "c"), directory.read().seen().reports().keySet());
        b.session().close();
        rig.admin().delete().forPath(rig.znodes().replica(CHAIN, "c"));
        assertEquals(List.of(A1), directory.read().seen().registrations());
        assertFalse(directory.read().seen().reports().containsKey("c"));
    }

    private void registered(String nodeId, Integer... holds) throws Exception {
        Carrier carrier = Carrier.of(nodeId, Set.of(holds));
        RegisteredNode node =
                new RegisteredNode(nodeId, 9, nodeId + ":1", FormatRange.ONLY_THE_FIRST, Optional.of(carrier));
        rig.put(
                rig.znodes().node(nodeId),
                new ZnodeCodec.Registered(node, a.identity().clusterId()));
    }

    @Test
    public void ofAPlacedChainAllNodesAreReadBeforeItIsFormedAndThenOnlyThoseThatItNeeds() throws Exception {
        List<String> line = new ArrayList<>(List.of("b", "c"));
        ZooKeeperDirectory placed =
                new ZooKeeperDirectory(a.cluster(), a.identity(), a.chain(), new PlacedOn(2, () -> line));
        for (String nodeId : List.of("a", "b", "c", "d", "e")) {
            registered(nodeId, nodeId.equals("e") ? new Integer[] {CHAIN} : new Integer[0]);
        }
        Observation before = placed.read().seen();
        assertEquals(Set.of("a", "b", "c", "d", "e"), before.formats().keySet());
        assertEquals(Set.of("e"), before.carriers().holders());
        rig.configure(configuration(1, A1));
        assertEquals("a's place is in the chain", Set.of("a", "b", "c"), formats(placed));
        rig.put(rig.znodes().replica(CHAIN, "d"), rig.codec().encode(lifeOf(9, life("d", 1))));
        assertEquals("d has a replica", Set.of("a", "b", "c", "d"), formats(placed));
        line.set(0, "e");
        assertEquals("b gives its place to e", Set.of("a", "c", "d", "e"), formats(placed));
        rig.admin().delete().forPath(rig.znodes().node("c"));
        assertEquals("c is gone", Set.of("a", "d", "e"), formats(placed));
        rig.admin().delete().forPath(rig.znodes().configuration(CHAIN));
        assertEquals("all are asked again", Set.of("a", "b", "d", "e"), formats(placed));
    }

    private static Set<String> formats(ZooKeeperDirectory directory) throws Exception {
        return directory.read().seen().formats().keySet();
    }

    @Test
    public void aReadWithoutZooKeeperFailsInTimeAndALaterOneSucceeds() throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(rig.server().getPort())) {
            Node b = rig.node("b", rig.connectBriefly(proxy.connectString()));
            ZooKeeperDirectory far = new ZooKeeperDirectory(b.cluster(), b.identity(), b.chain());
            far.read();
            proxy.mute();
            assertThrows(ChainDirectory.UnavailableException.class, far::read);
            proxy.mend();
            await().ignoreExceptions().until(() -> far.read() != null);
        }
    }

    @Test
    public void eachReadNamesItsSession() throws Exception {
        long first = directory.read().session();
        assertEquals(a.sessionId(), first);
        rig.expire(a.cluster());
        await().ignoreExceptions().until(() -> directory.read().session() != first);
        assertEquals(a.sessionId(), directory.read().session());
    }

    @Test
    public void garbageInRegistrationsIsLeftOut_row41() throws Exception {
        a.register(A1);
        rig.put(rig.znodes().node("b"), "garbage");
        rig.put(
                rig.znodes().node("c"),
                new ZnodeCodec.Registered("d", 1, "x:1", a.identity().clusterId(), FormatRange.ONLY_THE_FIRST));
        rig.put(
                rig.znodes().node("e"),
                new ZnodeCodec.Registered("e", 1, "x:1", "another cluster", FormatRange.ONLY_THE_FIRST));
        for (String node : List.of("b", "c", "e")) {
            rig.put(rig.znodes().replica(CHAIN, node), rig.codec().encode(lifeOf(1, life(node, 1))));
        }
        rig.put(rig.znodes().replica(CHAIN, "f"), "{\"format\":7}");
        assertEquals(List.of(A1), directory.read().seen().registrations());
        assertEquals(
                Set.of("a", "b", "c", "e"), directory.read().seen().reports().keySet());
    }

    @Test
    public void whatWasUnderstoodBeforeItBecameGarbageStands_row41() throws Exception {
        byte[] node = rig.codec()
                .encode(new ZnodeCodec.Registered(
                        "b", 9, B1.address(), a.identity().clusterId(), FormatRange.ONLY_THE_FIRST));
        rig.put(rig.znodes().node("b"), node);
        rig.put(rig.znodes().replica(CHAIN, "b"), rig.codec().encode(lifeOf(9, B1)));
        assertEquals(List.of(B1), directory.read().seen().registrations());
        rig.put(rig.znodes().node("b"), "garbage");
        rig.put(rig.znodes().replica(CHAIN, "b"), "garbage");
        assertEquals(List.of(B1), directory.read().seen().registrations());
        assertEquals(report(B1, 0), directory.read().seen().reports().get("b"));
        rig.admin().delete().forPath(rig.znodes().replica(CHAIN, "b"));
        rig.put(rig.znodes().replica(CHAIN, "b"), "garbage");
        assertEquals("another znode", List.of(), directory.read().seen().registrations());
    }

    @Test
    public void garbageInAConfigurationIsNeverTakenForNone_row41() throws Exception {
        rig.put(rig.znodes().configuration(CHAIN), "garbage");
        assertThrows(ChainDirectory.UnreadableException.class, directory::read);
        rig.configure(configuration(1, A1));
        rig.put(rig.znodes().activated(CHAIN), "garbage");
        assertThrows(ChainDirectory.UnreadableException.class, directory::read);
    }

    @Test
    public void aNoteThatCannotBeReadIsReplaced_row41() throws Exception {
        int term = beginTerm();
        rig.put(rig.znodes().status(CHAIN), "garbage");
        assertEquals(false, directory.read().seen().note().isEmpty());
        assertEquals(Outcome.DONE, directory.explain(term, ""));
        assertEquals("", directory.read().seen().note());
    }

    @Test
    public void withoutZooKeeperTheOutcomeOfAWriteIsUnknown_trapConnectionLoss() throws Exception {
        int term = beginTerm();
        try (CuttableProxy proxy = new CuttableProxy(rig.server().getPort())) {
            Node b = rig.node("b", rig.connectBriefly(proxy.connectString()));
            ZooKeeperDirectory far = new ZooKeeperDirectory(b.cluster(), b.identity(), b.chain());
            Observation seen = far.read().seen();
            proxy.mute();
            assertThrows(
                    ChainDirectory.UnavailableException.class, () -> far.publish(term, seen, configuration(1, B1)));
            proxy.mend();
            await().ignoreExceptions().until(() -> far.read() != null);
            assertEquals(
                    "the write had reached ZooKeeper",
                    configuration(1, B1),
                    far.read().seen().current());
        }
    }
}
