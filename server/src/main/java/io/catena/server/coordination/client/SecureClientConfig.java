package io.catena.server.coordination.client;

import io.catena.tls.TlsMaterial;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ClientX509Util;

/** The configuration of ZooKeeper's client with TLS: the server's name must be in its certificate. */
public final class SecureClientConfig extends PlainClientConfig {
    private static final String PEM = "PEM";

    private final ZooKeeperTls tls;
    private final String keyStore;
    private final String trustStore;

    public SecureClientConfig(ZooKeeperTls tls) {
        this.tls = tls;
        setProperty(ZKClientConfig.SECURE_CLIENT, Boolean.TRUE.toString());
        setProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "ClientCnxnSocketNetty");
        try (ClientX509Util names = new ClientX509Util()) {
            keyStore = names.getSslKeystoreLocationProperty();
            trustStore = names.getSslTruststoreLocationProperty();
            setProperty(names.getSslKeystoreTypeProperty(), PEM);
            setProperty(names.getSslTruststoreTypeProperty(), PEM);
            setProperty(names.getSslHostnameVerificationEnabledProperty(), Boolean.TRUE.toString());
            setProperty(names.getSslEnabledProtocolsProperty(), String.join(",", TlsMaterial.PROTOCOLS));
            setProperty(
                    names.getCipherSuitesProperty(),
                    String.join(",", tls.material().cipherSuites()));
        }
    }

    /** ZooKeeper's client asks for the files whenever it connects. */
    @Override
    public String getProperty(String key) {
        if (key.equals(keyStore)) {
            return tls.keyStore().toString();
        }
        if (key.equals(trustStore)) {
            return tls.trustStore().toString();
        }
        return super.getProperty(key);
    }

    @Override
    public String getProperty(String key, String otherwise) {
        String value = getProperty(key);
        return value == null ? otherwise : value;
    }
}
