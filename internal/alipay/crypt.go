package alipay

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
)

// errContent is content that does not decrypt. Why is not told apart.
var errContent = errors.New("content does not decrypt")

// encrypt returns text under an app's key, of 16 bytes, as the incumbent's
// content encryption has it: AES-128-CBC with an initial vector of zeros, padded
// by PKCS #7, in base64. Equal texts look equal: it hides nothing from who sees
// many, and is there for those who already use it.
func encrypt(key, text []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	pad := aes.BlockSize - len(text)%aes.BlockSize
	padded := make([]byte, len(text)+pad)
	copy(padded, text)
	for i := len(text); i < len(padded); i++ {
		padded[i] = byte(pad)
	}
	cipher.NewCBCEncrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(padded, padded)
	return base64.StdEncoding.AppendEncode(nil, padded), nil
}

// decrypt is the reverse of encrypt. It is only run on content whose signature
// was verified: otherwise its error would be an oracle for the padding.
func decrypt(key []byte, text string) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) == 0 || len(b)%aes.BlockSize != 0 {
		return nil, errContent
	}
	cipher.NewCBCDecrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(b, b)
	pad := int(b[len(b)-1])
	if pad == 0 || pad > aes.BlockSize {
		return nil, errContent
	}
	for _, c := range b[len(b)-pad:] {
		if int(c) != pad {
			return nil, errContent
		}
	}
	return b[:len(b)-pad], nil
}
