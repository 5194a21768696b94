/**
 * Certificates, private keys and authorities: from PEM files to what a TLS connection needs, and their renewal.
 *
 * <p>Promised: what {@link io.catena.tls.TlsMaterial} gives fits together and is valid at the time of its making; new
 * files are taken without a restart, and bad ones never ({@link io.catena.tls.RenewedTls}); a file is read up to a bound; no
 * message holds a part of a key. Not promised: what a certificate's name may do, which the server decides.
 *
 * <p>State and its owners: {@link io.catena.tls.TlsMaterial} is immutable. {@link io.catena.tls.TlsRenewal} belongs to the
 * one thread that looks; all others read the current material from it.
 *
 * <p>May know the JDK and nothing else.
 */
package io.catena.tls;
