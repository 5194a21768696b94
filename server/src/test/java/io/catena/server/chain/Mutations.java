package io.catena.server.chain;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What may become of a message, or be said in its place: each of its fields in turn with values at and beyond what can be,
 * and with one bit flipped. Fields are found by reflection, so that a new one is mutated too.
 */
final class Mutations {
    private final Random random;

    Mutations(Random random) {
        this.random = random;
    }

    /** A message with one field changed; its name says which, and the value. */
    record Mutation(String name, Message message) {}

    List<Mutation> of(Message message) {
        List<Mutation> all = new ArrayList<>();
        fields((Record) message, "")
                .forEach(changed -> all.add(new Mutation(changed.name(), (Message) changed.value())));
        return all;
    }

    List<Message.Envelope> of(Message.Envelope envelope) {
        return fields(envelope, "").stream()
                .map(changed -> (Message.Envelope) changed.value())
                .toList();
    }

    private record Changed(String name, Object value) {}

    private List<Changed> fields(Record original, String prefix) {
        List<Changed> all = new ArrayList<>();
        RecordComponent[] components = original.getClass().getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            String name = prefix + original.getClass().getSimpleName() + "." + components[i].getName();
            for (Changed other : others(components[i].getType(), value(components[i], original), name)) {
                all.add(new Changed(other.name(), with(original, i, other.value())));
            }
        }
        return all;
    }

    private List<Changed> others(Class<?> type, Object value, String name) {
        if (type == SnapshotChunk.class || type == Shortage.class) {
            return fields((Record) value, name + ".");
        }
        List<Changed> all = new ArrayList<>();
        values(type, value).forEach(other -> all.add(new Changed(name + "=" + Escaped.of(other), other)));
        return all;
    }

    private List<?> values(Class<?> type, Object value) {
        if (type == long.class) {
            long v = (Long) value;
            return List.of(
                    0L, 1L, -1L, v + 1, v - 1, v + 1000, Long.MAX_VALUE, Long.MIN_VALUE, v ^ 1L << random.nextInt(63));
        }
        if (type == int.class) {
            int v = (Integer) value;
            return List.of(0, -1, v + 1, v - 1, Integer.MAX_VALUE, Integer.MIN_VALUE, v ^ 1 << random.nextInt(31));
        }
        if (type == Integer.class) {
            int v = value == null ? 0 : (Integer) value;
            return Arrays.asList(null, 0, -1, v + 1, Integer.MAX_VALUE, Integer.MIN_VALUE);
        }
        if (type == boolean.class) {
            return List.of(!(Boolean) value);
        }
        if (type == String.class) {
            return List.of("", "nobody", "n\n12:00 ERROR forged", value == null ? "a" : value + "x");
        }
        if (type == Key.class) {
            return Arrays.asList(null, TestChain.key("zzz"), TestChain.key("\u0000"), new Key(new byte[2000]));
        }
        if (type == PartialSnapshot.class) {
            return Arrays.asList(
                    null,
                    new PartialSnapshot(0, null),
                    new PartialSnapshot(Long.MAX_VALUE, null),
                    new PartialSnapshot(-1, TestChain.key("k")));
        }
        if (type == byte[].class) {
            return bytes((byte[]) value);
        }
        if (type == List.class) {
            return lists((List<?>) value);
        }
        throw new AssertionError("no mutations of " + type);
    }

    private List<byte[]> bytes(byte[] value) {
        byte[] right = value == null ? new byte[0] : value;
        List<byte[]> all = new ArrayList<>(Arrays.asList(
                null,
                new byte[0],
                new byte[3],
                new byte[] {0x7f, -1, -1, -1},
                new byte[] {-1, -1, -1, -1},
                Arrays.copyOf(right, right.length + 4)));
        for (int i = 0; i < 8 && right.length > 0; i++) {
            byte[] flipped = right.clone();
            flipped[random.nextInt(right.length)] ^= (byte) (1 << random.nextInt(8));
            all.add(flipped);
            all.add(Arrays.copyOf(right, random.nextInt(right.length)));
        }
        return all;
    }

    private static List<List<?>> lists(List<?> value) {
        List<List<?>> all = new ArrayList<>();
        all.add(List.of());
        if (!value.isEmpty()) {
            all.add(value.subList(1, value.size()));
            all.add(value.subList(0, value.size() - 1));
            List<Object> doubled = new ArrayList<>(value);
            doubled.add(value.get(0));
            all.add(doubled);
            List<Object> reversed = new ArrayList<>(value);
            Collections.reverse(reversed);
            all.add(reversed);
        }
        if (!value.isEmpty() && value.get(0) instanceof LogRecord record) {
            all.add(List.of(LogRecord.encode(record.seq() + 1, record.epoch(), record.writes())));
            all.add(List.of(LogRecord.encode(-1, record.epoch(), record.writes())));
            all.add(List.of(LogRecord.encode(Long.MAX_VALUE, record.epoch(), record.writes())));
            all.add(List.of(LogRecord.encode(record.seq(), record.epoch() + 9, record.writes())));
        }
        return all;
    }

    private static Object value(RecordComponent component, Record original) {
        try {
            return component.getAccessor().invoke(original);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object with(Record original, int changed, Object value) {
        RecordComponent[] components = original.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < values.length; i++) {
            types[i] = components[i].getType();
            values[i] = i == changed ? value : value(components[i], original);
        }
        try {
            return original.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
