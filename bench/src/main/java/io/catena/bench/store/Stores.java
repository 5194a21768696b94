package io.catena.bench.store;

import java.util.List;
import java.util.function.Function;

/** Every store that can be started here, by name; Catena first, for the others are compared with it. */
public enum Stores {
    CATENA(startPlace -> new CatenaServers(startPlace, PeerServers.MEMBERS)),
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

    /** The name as it stands on the command line and in results. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public static List<Stores> all() {
        return List.of(values());
    }
}
