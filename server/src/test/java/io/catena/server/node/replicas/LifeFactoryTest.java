package io.catena.server.node.replicas;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.rpc.HostPort;
import java.util.HashSet;
import java.util.Set;
import org.junit.Test;

public class LifeFactoryTest {
    private static final NodeIdentity NODE = new NodeIdentity("c", "id", "n", 17, new HostPort("localhost", 1));

    private static LifeFactory factory() {
        return new LifeFactory(1, NODE, ReplicaSettings.standard(), null, null, new ReplicaCounters(), problem -> {});
    }

    @Test
    public void everyLifeHasANumberOfItsOwnAlsoBesideOtherReplicasOfTheNode() {
        LifeFactory one = factory();
        LifeFactory other = factory();
        Set<Long> numbers = new HashSet<>(Set.of(NODE.incarnation()));
        for (int i = 0; i < 100; i++) {
            assertTrue(numbers.add(one.newLife().life()));
            assertTrue(numbers.add(other.newLife().life()));
        }
    }

    @Test
    public void everyLifeIsOfItsNode() {
        Member life = factory().newLife();
        assertEquals("n", life.nodeId());
        assertEquals("localhost:1", life.address());
        assertTrue(life.life() > 0);
    }
}
