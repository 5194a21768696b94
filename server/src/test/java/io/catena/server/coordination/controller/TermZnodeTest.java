package io.catena.server.coordination.controller;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ZooKeeperRig;
import java.util.OptionalInt;
import org.junit.Rule;
import org.junit.Test;

public class TermZnodeTest {
    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    @Test
    public void everyTermIsHigherThanTheOneBefore() throws Exception {
        Cluster cluster = rig.node("a").cluster();
        String place = rig.znodes().election();
        rig.put(place, "");
        int first = new TermZnode(cluster, "a").begin(place).getAsInt();
        assertTrue(new TermZnode(cluster, "b").begin(place).getAsInt() > first);
    }

    @Test
    public void aCandidateThatHasLostItsPlaceUnnoticedEndsNoTerm_trapDoubleLeader() throws Exception {
        Cluster cluster = rig.node("a").cluster();
        int before = version();
        assertEquals(
                OptionalInt.empty(),
                new TermZnode(cluster, "a").begin(rig.znodes().election() + "/gone"));
        assertEquals(before, version());
    }

    private int version() throws Exception {
        return rig.admin().checkExists().forPath(rig.znodes().controllerEpoch()).getVersion();
    }
}
