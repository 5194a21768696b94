package io.catena.server.node.operators;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.Decision;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.server.rpc.Reply;
import io.catena.server.rpc.inbound.services.RemoteCaller;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.Test;

/** Actions that a node refuses without force because they stop the service. */
public class ConsequencesTest {
    private final ChainLayout layout = new ChainLayout("c", 1);
    private boolean member = true;
    private boolean connected = true;
    private final Consequences consequences = new Consequences(
            then -> then.accept(List.of(new Consequences.Chain(layout, member, member && layout.members() == 1))),
            () -> connected);

    private Optional<Refused> ofEnding() {
        AtomicReference<Optional<Refused>> told = new AtomicReference<>();
        consequences.ofEnding("for good", told::set);
        return told.get();
    }

    private void chain(int count, int minReplicas) {
        List<Member> members = List.of(new Member("a", 1, "h:1"), new Member("b", 2, "h:2"), new Member("c", 3, "h:3"));
        layout.configuration(new Configuration(
                1,
                layout.epoch() + 1,
                1,
                members.subList(0, count),
                null,
                true,
                Map.of(),
                new SharedSettings(300, minReplicas, 0),
                300));
    }

    private void refused(RefusedReason reason, String words) {
        Refused refused = ofEnding().orElseThrow();
        assertEquals(reason, refused.getReason());
        assertTrue(refused.getMessage(), refused.getMessage().contains(words));
        assertTrue(refused.getMessage(), refused.getMessage().endsWith("--force overrules"));
    }

    @Test
    public void aMemberThatTheOthersCanGoOnWithoutMayEnd() {
        chain(3, 2);
        assertEquals(Optional.empty(), ofEnding());
    }

    @Test
    public void theLastMemberEndsOnlyByForce() {
        chain(1, 1);
        refused(RefusedReason.LAST_MEMBER, "unavailable for good");
    }

    @Test
    public void whileZooKeeperIsAwayAMemberEndsOnlyByForce() {
        chain(3, 1);
        connected = false;
        refused(RefusedReason.STOPS_SERVICE, "all reads and writes would wait until ZooKeeper is back");
        member = false;
        assertEquals("not a member: no request waits for it", Optional.empty(), ofEnding());
    }

    @Test
    public void whileTheMembershipIsFrozenAMemberEndsOnlyByForce() {
        chain(3, 1);
        layout.note(Decision.FROZEN + "two heads");
        refused(RefusedReason.STOPS_SERVICE, "two heads");
    }

    @Test
    public void aMemberWithoutWhichNoWritesAreTakenEndsOnlyByForce() {
        chain(3, 3);
        refused(RefusedReason.STOPS_SERVICE, "Start another node first");
    }

    private static final class Answer<T> implements Reply<T> {
        private Exception error;

        @Override
        public void succeed(T value) {
            error = null;
        }

        @Override
        public void fail(Exception newError) {
            error = newError;
        }
    }

    @Test
    public void ordersAreJudgedByTheirConsequencesUnlessTheyAreForced() throws Exception {
        chain(3, 1);
        connected = false;
        List<String> ended = new ArrayList<>();
        Admin admin =
                new Admin(null, consequences, null, AdminTest.NO_DESK, null, null, null, null, new Admin.Ending() {
                    @Override
                    public boolean isStopping() {
                        return false;
                    }

                    @Override
                    public boolean die(boolean clean, Runnable first) {
                        return ended.add("die");
                    }

                    @Override
                    public boolean leave(boolean clean, Runnable first) {
                        return ended.add("leave");
                    }
                });
        RemoteCaller here = new RemoteCaller(InetAddress.getLoopbackAddress(), 1);
        Answer<Void> die = new Answer<>();
        admin.die(true, false, "", here, die);
        Answer<Void> leave = new Answer<>();
        admin.leave(true, false, "", here, leave);
        assertEquals(RefusedReason.STOPS_SERVICE, ((Refused) die.error).getReason());
        assertEquals(RefusedReason.STOPS_SERVICE, ((Refused) leave.error).getReason());
        assertEquals(List.of(), ended);
        admin.leave(true, true, "", here, leave);
        assertEquals(List.of("leave"), ended);
    }
}
