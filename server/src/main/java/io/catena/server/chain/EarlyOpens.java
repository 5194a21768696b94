package io.catena.server.chain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Handshakes of epochs that this replica has not adopted yet (W10): of each sender the last one, of few senders. So a
 * handshake that names an epoch that never comes takes no place from the true one of another sender.
 */
final class EarlyOpens {
    private static final int MOST_SENDERS = 16;

    private final Map<String, EarlyOpen> bySender = new LinkedHashMap<>();

    record EarlyOpen(Message.Envelope from, Message.Open open) {}

    /** If there are too many senders, the handshake that has waited longest is dropped. */
    void keep(Message.Envelope from, Message.Open open) {
        String sender = from.nodeId() + "/" + from.life();
        bySender.remove(sender);
        if (bySender.size() == MOST_SENDERS) {
            bySender.remove(bySender.keySet().iterator().next());
        }
        bySender.put(sender, new EarlyOpen(from, open));
    }

    /** Takes the handshakes of the epoch that has been adopted; older ones are forgotten. */
    List<EarlyOpen> takeUpTo(long epoch) {
        List<EarlyOpen> taken = new ArrayList<>();
        bySender.values().removeIf(early -> {
            if (early.from().epoch() == epoch) {
                taken.add(early);
            }
            return early.from().epoch() <= epoch;
        });
        return taken;
    }
}
