// Signs a user of an Amazon Cognito user pool in from a k6 script, with the Secure Remote Password protocol:
//     import { signIn } from './cognito-srp.js';
//     const tokens = signIn(settings, 'ada@example.com', 'her password');   // { AccessToken, IdToken, RefreshToken, … }
// `settings` is what cognito.settings.json holds. RFC 5054 section 2.6 in the 3072-bit group of RFC 3526, with what is
// Cognito's own: numbers are hashed with a leading zero byte where their highest bit is set, the key comes from HKDF.
import crypto from 'k6/crypto';
import encoding from 'k6/encoding';
import http from 'k6/http';

const N = BigInt('0x'
  + 'FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD'
  + 'EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED'
  + 'EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F'
  + '83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B'
  + 'E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510'
  + '15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7'
  + 'ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C'
  + 'BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF');
const G = 2n;
const SECRET_BYTES = 40; // RFC 5054 section 2.5.4 asks for 256 bits at least, RFC 7919 appendix A.2 for 275
const WEEKDAYS = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** The tokens (AuthenticationResult). Throws an Error with Cognito's words, never with a secret. */
export function signIn(settings, username, password) {
  const secret = randomNumber(SECRET_BYTES);
  const publicKey = power(G, secret);
  const challenge = call(settings, 'InitiateAuth', {
    AuthFlow: 'USER_SRP_AUTH',
    ClientId: settings.client_id,
    AuthParameters: { USERNAME: username, SRP_A: publicKey.toString(16), ...secretHash(settings, username) },
  });
  if (challenge.ChallengeName !== 'PASSWORD_VERIFIER') throw unanswered(username, challenge);
  const parameters = challenge.ChallengeParameters;
  const name = parameters.USER_ID_FOR_SRP;
  const group = settings.user_pool_id.split('_')[1];
  const identity = { group, name, password };
  const timestamp = timestampOf(new Date());
  const key = sessionKey(identity, { secret, publicKey }, number(parameters.SALT), number(parameters.SRP_B));
  const message = joined(utf8(group + name), bytesOfBase64(parameters.SECRET_BLOCK), utf8(timestamp));
  const answer = call(settings, 'RespondToAuthChallenge', {
    ChallengeName: 'PASSWORD_VERIFIER',
    ClientId: settings.client_id,
    Session: challenge.Session,
    ChallengeResponses: {
      USERNAME: name,
      PASSWORD_CLAIM_SECRET_BLOCK: parameters.SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: crypto.hmac('sha256', key.buffer, message.buffer, 'base64'),
      TIMESTAMP: timestamp,
      ...secretHash(settings, name),
    },
  });
  if (!answer.AuthenticationResult) throw unanswered(username, answer);
  return answer.AuthenticationResult;
}

function call(settings, operation, body) {
  const response = http.post(settings.endpoint, JSON.stringify(body), {
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    tags: { name: operation },
    responseType: 'text',
  });
  const answer = response.body ? JSON.parse(response.body) : {};
  if (response.status === 200) return answer;
  throw new Error(`${operation} failed: ${answer.__type || response.error || response.status} ${answer.message || ''}`);
}

function unanswered(username, answer) {
  return new Error(`${username} can't be signed in by this script: Cognito asks for ${answer.ChallengeName}.`);
}

/** The developer guide, "Computing secret hash values". */
function secretHash(settings, username) {
  if (!settings.client_secret) return {};
  return { SECRET_HASH: crypto.hmac('sha256', settings.client_secret, username + settings.client_id, 'base64') };
}

function sessionKey(identity, own, salt, serverKey) {
  const u = hashed(padded(own.publicKey), padded(serverKey));
  if (serverKey % N === 0n || u === 0n) throw new Error("The server's public key proves nothing. Is this Cognito?");
  const k = hashed(padded(N), padded(G));
  const inner = crypto.sha256(`${identity.group}${identity.name}:${identity.password}`, 'binary');
  const x = hashed(padded(salt), new Uint8Array(inner));
  const premaster = power(modulo(serverKey - k * power(G, x)), own.secret + u * x);
  // HKDF (RFC 5869) with SHA-256, of which the first 16 bytes are wanted
  const extracted = crypto.hmac('sha256', padded(u).buffer, padded(premaster).buffer, 'binary');
  const info = joined(utf8('Caldera Derived Key'), new Uint8Array([1]));
  return new Uint8Array(crypto.hmac('sha256', extracted, info.buffer, 'binary')).slice(0, 16);
}

function power(base, exponent) {
  let result = 1n;
  let square = modulo(base);
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

function modulo(value) {
  const rest = value % N;
  return rest < 0n ? rest + N : rest;
}

function number(hexadecimal) {
  return BigInt(`0x${hexadecimal}`);
}

function numberOf(bytes) {
  return number(Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''));
}

function randomNumber(length) {
  return numberOf(new Uint8Array(crypto.randomBytes(length)));
}

function hashed(...parts) {
  return number(crypto.sha256(joined(...parts).buffer, 'hex'));
}

/** Big-endian, with a leading zero byte where the highest bit is set. */
function padded(value) {
  let digits = value.toString(16);
  if (digits.length % 2) digits = `0${digits}`;
  else if (parseInt(digits[0], 16) > 7) digits = `00${digits}`;
  return Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => {
    whole.set(part, at);
    return at + part.length;
  }, 0);
  return whole;
}

function utf8(text) {
  return bytesOfBase64(encoding.b64encode(text));
}

function bytesOfBase64(text) {
  return new Uint8Array(encoding.b64decode(text));
}

/** `EEE MMM d HH:mm:ss z yyyy` in UTC, the day without a leading zero. */
function timestampOf(now) {
  const time = now.toISOString().slice(11, 19);
  const day = WEEKDAYS[now.getUTCDay()];
  return `${day} ${MONTHS[now.getUTCMonth()]} ${now.getUTCDate()} ${time} UTC ${now.getUTCFullYear()}`;
}
