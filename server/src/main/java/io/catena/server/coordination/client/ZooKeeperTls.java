package io.catena.server.coordination.client;

import io.catena.tls.TlsMaterial;
import java.nio.file.Path;

/**
 * What a connection to ZooKeeper by TLS needs, asked for at each connection: so that a renewed certificate is used by the
 * next one. ZooKeeper's client takes certificates from files alone.
 */
public interface ZooKeeperTls {
    /** A PEM file with the own certificate, its chain and its private key. */
    Path keyStore();

    /** A PEM file with the authorities that are trusted. */
    Path trustStore();

    /** What is in the files. */
    TlsMaterial material();
}
