package io.catena.simulation;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;

import io.catena.server.invariants.Violation;
import io.catena.simulation.planted.PlantedFault;
import java.util.EnumSet;
import org.junit.Test;

/** The simulator finds what is broken on purpose. */
public class PlantedFaultsTest {
    private static final int LIMIT = 300;

    @Test
    public void theCanaryDiesWhenAReplicaAcknowledgesBeforeItsDisk() {
        assertNotNull(firstViolation(PlantedFault.ACK_BEFORE_DISK, 20));
    }

    @Test
    public void aStaleReadIsFoundByTheLinearizabilityChecker() {
        assertEquals("linearizable", firstViolation(PlantedFault.SKIP_ROUND, 20).check());
    }

    /** So that it is noticed when a check goes blind; docs/simulation.md says which check finds which fault. */
    @Test
    public void everyPlantedFaultIsFound() {
        for (PlantedFault fault : EnumSet.complementOf(EnumSet.of(PlantedFault.NONE))) {
            assertNotNull(fault + " is not found in " + LIMIT + " seeds", firstViolation(fault, LIMIT));
        }
    }

    private static Violation firstViolation(PlantedFault fault, int seeds) {
        Simulation.Result found = Simulation.find(fault, 1, seeds);
        return found == null ? null : found.violation();
    }
}
