package io.catena.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Map;

/** The one private key of a PEM file; certificates beside it are passed over. */
final class PrivateKeyPem {
    private static final byte[] SIGNED = "catena".getBytes(StandardCharsets.US_ASCII);
    /** The kinds of keys, each with the signature that shows whether a key fits a certificate. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private PrivateKeyPem() {}

    static PrivateKey parse(Path file, byte[] content) throws TlsFilesException {
        List<Pem.Block> keys = Pem.parse(file, content).stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .toList();
        if (keys.size() != 1) {
            throw new TlsFilesException(
                    file,
                    keys.isEmpty() ? "it holds no private key" : "it holds " + keys.size() + " private keys",
                    "name a file with the one key of the certificate");
        }
        Pem.Block key = keys.get(0);
        if (key.hasHeaders() || key.label().startsWith("ENCRYPTED")) {
            throw new TlsFilesException(
                    file,
                    "the private key is encrypted",
                    "store it unencrypted and readable by its owner alone: " + conversion(file));
        }
        if (!key.label().equals("PRIVATE KEY")) {
            throw new TlsFilesException(
                    file, "the private key is not in PKCS#8 format", "convert it: " + conversion(file));
        }
        return decode(file, key.content());
    }

    private static String conversion(Path file) {
        return "(umask 077 && openssl pkcs8 -topk8 -nocrypt -in " + file + " -out NEW_FILE)";
    }

    private static PrivateKey decode(Path file, byte[] content) throws TlsFilesException {
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(content);
        for (String kind : SIGNATURES.keySet()) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // A key of another kind.
                continue;
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has keys of the kind " + kind, e);
            }
        }
        throw new TlsFilesException(
                file, "the private key is damaged, or none of RSA, EC, Ed25519", "make a new key and certificate");
    }

    static boolean fits(PrivateKey key, PublicKey publicKey) {
        try {
            Signature signature = Signature.getInstance(SIGNATURES.get(key.getAlgorithm()));
            signature.initSign(key);
            signature.update(SIGNED);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(SIGNED);
            return signature.verify(signed);
        } catch (SignatureException e) {
            // Signatures of keys of other sizes are malformed.
            return false;
        } catch (GeneralSecurityException e) {
            // The public key is of another kind.
            return false;
        }
    }
}
