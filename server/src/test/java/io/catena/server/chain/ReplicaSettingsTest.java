package io.catena.server.chain;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

public class ReplicaSettingsTest {
    private static final long MEBIBYTE = 1 << 20;

    @Test
    public void noMoreWritesWaitThanFitIntoAnEighthOfTheHeap() {
        ReplicaSettings standard = ReplicaSettings.standard();
        assertEquals(8 * MEBIBYTE, standard.forHeap(64 * MEBIBYTE).maxPendingBytes());
        assertEquals(32 * MEBIBYTE, standard.forHeap(256 * MEBIBYTE).maxPendingBytes());
        assertEquals(standard, standard.forHeap(16_384 * MEBIBYTE));
    }
}
