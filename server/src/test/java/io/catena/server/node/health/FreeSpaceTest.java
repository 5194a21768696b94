package io.catena.server.node.health;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Space;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

public class FreeSpaceTest {
    private long usable = 1000;
    private boolean fails;
    private final List<Space> heard = new ArrayList<>();
    private final List<Boolean> scarce = new ArrayList<>();
    private final FreeSpace space = new FreeSpace(this::usable, 800, heard::add, scarce::add);

    private long usable() throws IOException {
        if (fails) {
            throw new IOException("the disk does not answer");
        }
        return usable;
    }

    private void with(long bytes) {
        usable = bytes;
        space.look();
    }

    @Test
    public void saysWhenSpaceIsLowAndWhenThereIsClearlyEnoughAgain() {
        with(800);
        assertEquals(List.of(), heard);
        with(799);
        with(850);
        with(210);
        assertEquals(List.of(Space.LOW), heard);
        with(900);
        assertEquals(List.of(Space.LOW, Space.ENOUGH), heard);
    }

    @Test
    public void saysThatSpaceIsScarceBeforeItIsLow() {
        with(1600);
        assertEquals(List.of(), scarce);
        with(1599);
        with(1799);
        assertEquals(List.of(true), scarce);
        assertEquals(List.of(), heard);
        with(1800);
        assertEquals(List.of(true, false), scarce);
    }

    @Test
    public void saysWhenThereIsNoRoomEvenForDeletes_row80() {
        with(200);
        assertEquals(List.of(Space.LOW), heard);
        with(199);
        with(224);
        assertEquals(List.of(Space.LOW, Space.OUT), heard);
        with(225);
        assertEquals(List.of(Space.LOW, Space.OUT, Space.LOW), heard);
        with(1);
        with(900);
        assertEquals(List.of(Space.LOW, Space.OUT, Space.LOW, Space.OUT, Space.ENOUGH), heard);
    }

    @Test
    public void whatCannotBeFoundOutChangesNothing() {
        with(1);
        fails = true;
        assertEquals("the next look comes after 500 ms", 500, space.look());
        assertEquals(List.of(Space.OUT), heard);
    }

    @Test
    public void looksAgainBeforeADiskCouldBeFilledAndNeverLaterThanAfterFiveSeconds() {
        usable = 1_600;
        assertEquals(500, space.look());
        usable = 2_000_001_600L;
        assertEquals(2_000, space.look());
        usable = Long.MAX_VALUE;
        assertEquals(5_000, space.look());
    }

    @Test
    public void aLookThatFailsIsNotTheLast_row66() {
        AtomicInteger looks = new AtomicInteger();
        try (FreeSpace failing = new FreeSpace(
                () -> {
                    if (looks.incrementAndGet() == 1) {
                        throw new IllegalStateException("on purpose");
                    }
                    return 1;
                },
                800,
                heard::add,
                scarce::add)) {
            failing.start();
            await().until(() -> looks.get() >= 2);
        }
    }

    @Test
    public void looksAtARealDisk() throws IOException {
        assertTrue(FreeSpace.of(Path.of(".")).usableBytes() > 0);
        assertThrows(IOException.class, FreeSpace.of(Path.of("is-not-there"))::usableBytes);
    }
}
