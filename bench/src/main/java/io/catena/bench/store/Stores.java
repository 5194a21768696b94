package io.catena.bench.store;

import java.util.List;
import java.util.function.Function;

/** The stores that can be started, by name. Catena is first, because the others are compared with it. */
public enum Stores {
    CATENA(startPlace -> new CatenaServers(startPlace, PeerServers.MEMBERS)),
    CATENA_TLS(startPlace -> new CatenaServers(startPlace, PeerServers.MEMBERS, Chains.ONE, true)),
    ETCD(EtcdServers::new),
    ZOOKEEPER(ZooKeeperEnsemble::new),
    REDIS(RedisServers::new);

    private final Function<StartPlace, Servers> make;

    Stores(Function<StartPlace, Servers> make) {
        this.make = make;
    }

    /** Three servers, not started. */
    public Servers at(StartPlace startPlace) {
        return make.apply(startPlace);
    }

    /** The name on the command line and in results. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    public static List<Stores> all() {
        return List.of(values());
    }
}
