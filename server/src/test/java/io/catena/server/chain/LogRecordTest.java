package io.catena.server.chain;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.Test;

public class LogRecordTest {
    private static final Key KEY = new Key(new byte[] {0, -1, 'k'});
    private static final WriteId ID = new WriteId(Long.MAX_VALUE, 3, 2);

    private static final LogRecord SAMPLE = LogRecord.encode(
            7,
            5,
            List.of(
                    new LoggedWrite(
                            LoggedWrite.Kind.PUT, KEY, new byte[] {1, 0}, ID, new VersionedValue(new byte[] {9}, 44)),
                    new LoggedWrite(LoggedWrite.Kind.PUT, KEY, new byte[0], null, null),
                    new LoggedWrite(LoggedWrite.Kind.DELETE, KEY, null, null, VersionedValue.ABSENT),
                    new LoggedWrite(
                            LoggedWrite.Kind.CONDITION_FAILED, KEY, null, ID, new VersionedValue(new byte[0], 1)),
                    new LoggedWrite(LoggedWrite.Kind.OPEN_SESSION, null, null, null, null)));

    @Test
    public void whatNoReaderWouldTakeIsNotEncoded() {
        LoggedWrite delete = new LoggedWrite(LoggedWrite.Kind.DELETE, KEY, null, null, null);
        List<LoggedWrite> most = Collections.nCopies(LogRecord.MAX_WRITES, delete);
        assertEquals(
                LogRecord.MAX_WRITES,
                LogRecord.decode(LogRecord.encode(7, 5, most).bytes()).writes().size());
        List<LoggedWrite> more = Collections.nCopies(LogRecord.MAX_WRITES + 1, delete);
        assertThrows(Invariant.Broken.class, () -> LogRecord.encode(7, 5, more));
        Key longKey = new Key(new byte[1 << 16]);
        List<LoggedWrite> tooLong = List.of(new LoggedWrite(LoggedWrite.Kind.DELETE, longKey, null, null, null));
        assertThrows(Invariant.Broken.class, () -> LogRecord.encode(7, 5, tooLong));
    }

    @Test
    public void whatWasEncodedIsDecoded() {
        LogRecord decoded = LogRecord.decode(SAMPLE.bytes().clone());
        assertEquals(7, decoded.seq());
        assertEquals(5, decoded.epoch());
        assertEquals(SAMPLE.checksum(), decoded.checksum());
        assertEquals(SAMPLE.writes().size(), decoded.writes().size());
        for (int i = 0; i < SAMPLE.writes().size(); i++) {
            assertSame(SAMPLE.writes().get(i), decoded.writes().get(i));
        }
        assertArrayEquals(
                "encoding is a function of the content",
                SAMPLE.bytes(),
                LogRecord.encode(decoded.seq(), decoded.epoch(), decoded.writes())
                        .bytes());
    }

    private static void assertSame(LoggedWrite expected, LoggedWrite found) {
        assertEquals(expected.kind(), found.kind());
        assertEquals(expected.key(), found.key());
        assertArrayEquals(expected.value(), found.value());
        assertEquals(expected.id(), found.id());
        if (expected.previous() == null) {
            assertNull(found.previous());
            return;
        }
        assertEquals(expected.previous().version(), found.previous().version());
        assertArrayEquals(expected.previous().value(), found.previous().value());
    }

    @Test
    public void aRecordWithoutWritesIsARecord() {
        assertTrue(LogRecord.decode(LogRecord.encode(1, 1, List.of()).bytes())
                .writes()
                .isEmpty());
    }

    @Test
    public void theLongestKeyAndALongValueComeBack() {
        byte[] key = new byte[0xffff];
        Arrays.fill(key, (byte) 1);
        LoggedWrite write = new LoggedWrite(LoggedWrite.Kind.PUT, new Key(key), new byte[1 << 20], null, null);
        assertSame(
                write,
                LogRecord.decode(LogRecord.encode(1, 1, List.of(write)).bytes())
                        .writes()
                        .get(0));
    }

    @Test
    public void everyBitThatHasChangedIsDetected() {
        for (int bit = 0; bit < SAMPLE.bytes().length * 8; bit++) {
            byte[] damaged = SAMPLE.bytes().clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThrows("bit " + bit, CorruptRecordException.class, () -> LogRecord.decode(damaged));
        }
    }

    @Test
    public void everyRecordThatIsTooShortOrTooLongIsDetected() {
        byte[] bytes = SAMPLE.bytes();
        for (int length = 0; length < bytes.length + 9; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            if (length != bytes.length) {
                assertThrows("length " + length, CorruptRecordException.class, () -> LogRecord.decode(cut));
            }
        }
    }

    @Test
    public void contentThatMakesNoSenseIsDetectedUnderARightChecksum() {
        int kind = 1 + 8 + 8 + 4;
        for (int at : new int[] {0, kind - 4, kind - 1, kind, kind + 2, kind + 4 + KEY.bytes().length}) {
            byte[] damaged = SAMPLE.bytes().clone();
            damaged[at] = 0x7f;
            resum(damaged);
            assertThrows("byte " + at, CorruptRecordException.class, () -> LogRecord.decode(damaged));
        }
        for (int length = kind; length < SAMPLE.bytes().length - 4; length++) {
            byte[] cut = Arrays.copyOf(SAMPLE.bytes(), length + 4);
            resum(cut);
            assertThrows("cut at " + length, CorruptRecordException.class, () -> LogRecord.decode(cut));
        }
    }

    private static void resum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
    }

    @Test
    public void versionsRiseFromWriteToWriteAndFromRecordToRecord() {
        LogRecord next = LogRecord.encode(8, 5, List.of());
        assertTrue(SAMPLE.versionOf(0) < SAMPLE.versionOf(1));
        assertTrue(SAMPLE.versionOf(LogRecord.MAX_WRITES - 1) < next.versionOf(0));
        assertEquals(7, LogRecord.seqOf(SAMPLE.versionOf(LogRecord.MAX_WRITES - 1)));
        assertFalse(SAMPLE.versionOf(0) <= 0);
    }
}
