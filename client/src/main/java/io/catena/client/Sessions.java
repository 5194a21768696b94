package io.catena.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The client's session in each chain: opened when the chain is first written to. Thread-safe. */
final class Sessions {
    private final Map<ChainRoute, SessionHolder> byChain = new ConcurrentHashMap<>();

    SessionHolder of(ChainRoute chain) {
        SessionHolder known = byChain.get(chain);
        return known == null ? byChain.computeIfAbsent(chain, same -> new SessionHolder(same.number())) : known;
    }
}
