package io.catena.tls;

import java.io.EOFException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Why two ends did not come together by TLS.
 *
 * @param words for users; they say what to do, too
 * @param isLasting whether another handshake fails in the same way until certificates, authorities, addresses or clocks are
 *     changed. False for an end of the connection without a word: a server that stops, or that has no place, does that too.
 */
public record TlsFailure(String words, boolean isLasting) {
    private static final String ALERT = "Received fatal alert: ";
    private static final int MAX_CAUSES = 10;

    /** What the other end has said, and will say again. */
    private static final Map<String, String> ALERTS = Map.of(
            "unknown_ca",
                    "the other end does not know the authority of this certificate; let it trust the authority, or"
                            + " show a certificate of one that it trusts",
            "certificate_expired", "the other end says that this certificate has expired; renew it",
            "certificate_required", "the other end wants a certificate; name one and its key",
            "bad_certificate",
                    "the other end does not accept this certificate; show one of an authority that it trusts",
            "certificate_unknown",
                    "the other end does not accept this certificate; check its authority, its dates and the"
                            + " name of the host",
            "handshake_failure", "the other end finds no common way of TLS; it may want a certificate",
            "protocol_version", "the other end speaks no version of TLS that is allowed here: 1.3 and 1.2 are");

    private static TlsFailure lasting(String words) {
        return new TlsFailure(words, true);
    }

    private static TlsFailure passing(String words) {
        return new TlsFailure(words, false);
    }

    /** Empty if the failure is not one of TLS. */
    public static Optional<TlsFailure> of(Throwable failure) {
        boolean isOfTls = false;
        TlsFailure said = null;
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            isOfTls |= cause instanceof SSLException || cause instanceof CertificateException;
            TlsFailure more = isOfTls ? ofOne(cause) : null;
            said = more == null ? said : more;
            cause = cause.getCause();
        }
        if (!isOfTls) {
            return Optional.empty();
        }
        return Optional.of(said == null ? passing("TLS failed: " + failure.getMessage()) : said);
    }

    /** Null if it says less than what it is the cause of. */
    private static TlsFailure ofOne(Throwable cause) {
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        if (cause instanceof CertificateExpiredException) {
            return lasting("the certificate of the other end, or of its authority, has expired; renew it there");
        }
        if (cause instanceof CertificateNotYetValidException) {
            return lasting("the certificate of the other end is not valid yet; compare the clocks of both machines");
        }
        if (cause instanceof CertPathBuilderException) {
            return lasting("no authority that is trusted here has issued the certificate of the other end; add its"
                    + " authority to those that are trusted, if this is the right server");
        }
        if (cause instanceof CertPathValidatorException) {
            return lasting(
                    "the certificate of the other end is not accepted (" + message + "); check it and its authority");
        }
        if (cause instanceof ValidAuthorities.NoneException) {
            return lasting(message + "; name a file with an authority that is valid");
        }
        if (cause instanceof CertificateException
                && (message.startsWith("No name matching") || message.startsWith("No subject"))) {
            return lasting("the certificate of the other end is not for this host (" + message
                    + "); use a name that it holds, or add this one to it");
        }
        if (cause instanceof EOFException) {
            return passing(
                    "the other end closed the connection in the handshake; it may speak plain text, or not accept"
                            + " this certificate");
        }
        if (cause instanceof SSLException && message.startsWith(ALERT)) {
            return said(message.substring(ALERT.length()));
        }
        if (cause instanceof SSLException && (message.contains("SSL message") || message.contains("plaintext"))) {
            return lasting("the other end does not speak TLS; use plain text with it, or name its port for TLS");
        }
        return null;
    }

    private static TlsFailure said(String alert) {
        String words = ALERTS.get(alert);
        return words == null ? passing("the other end ended the handshake (" + alert + ")") : lasting(words);
    }
}
