package io.catena.server.coordination;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Member;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.coordination.client.CoordinationException.AddressInUse;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

public class SharedAddressTest {
    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private final Member other = ZooKeeperRig.life("a", 1);
    private ZooKeeperRig.Node node;
    private SharedAddress shared;

    @Before
    public void registerAnother() throws Exception {
        node = rig.node("a", rig.connectBriefly(rig.server().getConnectString()))
                .register(other);
        shared = new SharedAddress(rig.connectBriefly(rig.server().getConnectString()), node -> rig.ask(node), 50);
    }

    @Test
    public void anAddressAtWhichAnotherNodeAnswersIsRefusedAtOnce() {
        rig.answers("a", ProbeAnswer.ALIVE);
        AddressInUse e = assertThrows(AddressInUse.class, () -> shared.awaitAlone("b", other.address()));
        assertTrue(e.getMessage(), e.getMessage().contains("node a announces " + other.address() + " too"));
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    public void anAddressOfANodeThatCannotBeReachedFromHereIsRefusedWhenItsSessionGoesOn() {
        assertThrows(AddressInUse.class, () -> shared.awaitAlone("b", other.address()));
    }

    @Test
    public void theRegistrationOfANodeThatDiedIsWaitedFor() throws Exception {
        rig.expire(node.cluster());
        node.session().close();
        shared.awaitAlone("b", other.address());
        assertEquals(List.of(), rig.admin().getChildren().forPath(rig.znodes().nodes()));
    }

    @Test
    public void itsOwnRegistrationAndThoseOfOtherAddressesAreNoObstacle() throws Exception {
        rig.answers("a", ProbeAnswer.ALIVE);
        shared.awaitAlone("a", other.address());
        shared.awaitAlone("b", "127.0.0.1:1");
    }
}
