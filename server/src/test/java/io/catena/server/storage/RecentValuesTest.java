package io.catena.server.storage;

import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Key;
import io.catena.server.chain.VersionedValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.Test;

/** What is remembered is what LevelDB holds, whenever it was looked up. */
public class RecentValuesTest {
    private static final Key KEY = key("k");
    private static final VersionedValue OLD = new VersionedValue(new byte[] {1}, 65_536);
    private static final VersionedValue NEW = new VersionedValue(new byte[] {2}, 131_072);

    private final RecentValues values = new RecentValues(RecentValues.cache(1 << 20), 1);

    private static Key key(String text) {
        return new Key(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    public void whatWasLookedUpOnceNeedsNoSecondLook() {
        assertNull(values.get(KEY));
        assertSame(OLD, values.get(KEY, () -> OLD));
        assertSame(OLD, values.get(KEY, () -> NEW));
        assertSame(OLD, values.get(KEY));
    }

    @Test
    public void thatAKeyDoesNotExistIsRememberedToo() {
        values.get(KEY, () -> VersionedValue.ABSENT);
        assertSame(VersionedValue.ABSENT, values.get(KEY));
    }

    @Test
    public void whatChangesIsKnownAtOnceIfItWasLookedUp() {
        values.get(KEY, () -> OLD);
        values.changeBegins();
        values.changed(Map.of(KEY, NEW, key("l"), NEW));
        assertSame(NEW, values.get(KEY));
        assertNull("no reader looked it up", values.get(key("l")));
        values.changeBegins();
        values.changed(Map.of(KEY, new VersionedValue(null, 200_000)));
        assertSame(VersionedValue.ABSENT, values.get(KEY));
    }

    @Test
    public void whatIsFoundWhileLevelDbChangesIsNotRemembered() {
        values.changeBegins();
        assertSame(OLD, values.get(KEY, () -> OLD));
        values.changed(Map.of(KEY, NEW));
        assertNull(values.get(KEY));
    }

    @Test
    public void whatWasFoundBeforeAChangeAndComesBehindItIsNotRemembered() {
        VersionedValue found = values.get(KEY, () -> {
            values.changeBegins();
            values.changed(Map.of(KEY, NEW));
            return OLD;
        });
        assertSame(OLD, found);
        assertNull(values.get(KEY));
        values.get(KEY, () -> {
            values.changeBegins();
            values.replaced();
            return OLD;
        });
        assertNull(values.get(KEY));
    }

    @Test
    public void aChangeThatFailedLeavesNothingToBeRemembered() {
        values.changeBegins();
        values.changeBegins();
        values.get(KEY, () -> OLD);
        assertNull(values.get(KEY));
    }

    @Test
    public void nothingIsLeftWhenAllContentIsReplaced() {
        values.get(KEY, () -> OLD);
        values.changeBegins();
        values.replaced();
        assertNull(values.get(KEY));
    }

    @Test
    public void whatIsRememberedIsBounded() {
        byte[] large = new byte[100_000];
        for (int i = 0; i < 100; i++) {
            values.get(key("k" + i), () -> new VersionedValue(large, 65_536));
        }
        int known = 0;
        for (int i = 0; i < 100; i++) {
            known += values.get(key("k" + i)) == null ? 0 : 1;
        }
        assertTrue(known + " of 10 that fit", known <= 10);
    }
}
