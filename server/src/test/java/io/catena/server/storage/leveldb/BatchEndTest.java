package io.catena.server.storage.leveldb;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.Test;

public class BatchEndTest {
    private final byte[] content = new byte[40_000];

    private void markAt(int offset) {
        ByteBuffer.wrap(content).putLong(offset, BatchEnd.MARK);
    }

    @Test
    public void aMarkIsFoundBeforeUnusedSpaceAndAmongOtherBytes() {
        assertFalse(BatchEnd.isIn(content, 100));
        markAt(200);
        assertTrue(BatchEnd.isIn(content, 100));
        assertFalse("before the place to look at", BatchEnd.isIn(content, 208));
        content[300] = 1;
        assertTrue(BatchEnd.isIn(content, 100));
    }

    @Test
    public void aMarkThatHasChangedInABitIsStillAMarkAtTheEnd() {
        for (int bit = 0; bit < Long.SIZE; bit++) {
            markAt(200);
            content[200 + bit / 8] ^= (byte) (1 << bit % 8);
            assertTrue("bit " + bit, BatchEnd.isIn(content, 100));
        }
    }

    @Test
    public void aMarkIsFoundAcrossTheHeaderBetweenTwoBlocks() {
        ByteBuffer mark =
                ByteBuffer.allocate(BatchEnd.BYTES).putLong(BatchEnd.MARK).flip();
        int block = LevelLog.BLOCK_BYTES;
        mark.get(content, block - 3, 3);
        content[block] = 17;
        mark.get(content, block + LevelLog.HEADER_BYTES, 5);
        assertTrue(BatchEnd.isIn(content, 100));
    }

    @Test
    public void aMarkWithoutItsLastByteIsNone() {
        markAt(200);
        content[207] = 0;
        assertFalse(BatchEnd.isIn(content, 100));
    }

    @Test
    public void randomBytesAreNoMark() {
        new Random(1).nextBytes(content);
        assertFalse(BatchEnd.isIn(content, 0));
    }
}
