package io.catena.server.rpc;

import io.catena.server.rpc.inbound.RpcLimits;
import io.catena.server.rpc.outbound.PeerLimits;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/** The default limits with some changed by name. */
public final class TestLimits {
    private TestLimits() {}

    /** @param changes name, value, name, value, ... */
    public static RpcLimits of(Object... changes) {
        return with(RpcLimits.class, RpcLimits.defaults(), List.of(changes));
    }

    static PeerLimits ofPeers(Object... changes) {
        return with(PeerLimits.class, PeerLimits.defaults(), List.of(changes));
    }

    private static <R extends Record> R with(Class<R> type, R defaults, List<Object> changes) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                int at = changes.indexOf(components[i].getName());
                values[i] = at < 0 ? components[i].getAccessor().invoke(defaults) : changes.get(at + 1);
                if (components[i].getType() == long.class) {
                    values[i] = ((Number) values[i]).longValue();
                }
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
