// Package uploadweb takes files in over HTTP (上传接口): streamed, looked into, sealed
// under the key of whom they concern, and named by their content. A case then
// names the file it was given.
package uploadweb
